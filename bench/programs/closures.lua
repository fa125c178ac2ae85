local size = 800000 -- small: 2000

local function counter(step)
  local value = 0
  return function()
    value = value + step
    return value
  end
end

local function adder(n)
  return function(x) return x + n end
end

local function compose(f, g)
  return function(x) return f(g(x)) end
end

local function run(count)
  local tick = counter(3)
  local total = 0
  for i = 0, count - 1 do
    local shift = compose(adder(i), adder(1))
    total = total + shift(tick()) % 1000
  end
  return total
end

print(string.format("%d", run(size)))
