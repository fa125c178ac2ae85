local size = 2000000 -- small: 4000

local function double(x) return x * 2 end
local function plus(x, n) return x + n end
local function wrapped(x, bound) return x % bound end

local function run(count)
  local total = 0
  for i = 0, count - 1 do
    total = total + math.abs(wrapped(plus(double(i), 3), 97))
    if i % 10 == 0 then
      total = total + string.len(tostring(i))
    end
  end
  return total
end

print(string.format("%d", run(size)))
