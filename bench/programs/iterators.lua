local size = 1600000 -- small: 4000

local function range(from, to)
  local next = from
  return function()
    if next < to then
      next = next + 1
      return next - 1
    end
  end
end

local function filter(iterator, keep)
  return function()
    for x in iterator do
      if keep(x) then
        return x
      end
    end
  end
end

local function map(iterator, f)
  return function()
    local x = iterator()
    if x ~= nil then
      return f(x)
    end
  end
end

local function take(iterator, count)
  local taken = 0
  return function()
    if taken < count then
      taken = taken + 1
      return iterator()
    end
  end
end

local function fold(iterator, start, f)
  local value = start
  for x in iterator do
    value = f(value, x)
  end
  return value
end

local function folded(count)
  local odd = filter(range(0, count), function(x) return x % 3 == 1 end)
  local squares = map(odd, function(x) return x * x % 1000 end)
  return fold(take(squares, count / 4), 0, function(sum, x) return sum + x end)
end

local function stepped(count)
  local sum = 0
  for x in map(range(0, count), function(x) return x * 2 end) do
    sum = sum + x
  end
  return sum
end

print(string.format("%d", folded(size) + stepped(size)))
