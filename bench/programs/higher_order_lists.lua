local size = 2000 -- small: 10

local function map(xs, f)
  local result = {}
  for _, x in ipairs(xs) do
    result[#result + 1] = f(x)
  end
  return result
end

local function filter(xs, keep)
  local result = {}
  for _, x in ipairs(xs) do
    if keep(x) then
      result[#result + 1] = x
    end
  end
  return result
end

local function fold(xs, start, f)
  local value = start
  for _, x in ipairs(xs) do
    value = f(value, x)
  end
  return value
end

local function numbers(count)
  local xs = {}
  for i = 0, count - 1 do
    xs[#xs + 1] = i
  end
  return xs
end

local function run(turns)
  local xs = numbers(1000)
  local total = 0
  for turn = 0, turns - 1 do
    local squares = map(xs, function(x) return x * x + turn end)
    local odd = filter(squares, function(x) return x % 2 == 1 end)
    total = total + fold(odd, 0, function(sum, x) return sum + x end)
  end
  return total
end

print(string.format("%d", run(size)))
