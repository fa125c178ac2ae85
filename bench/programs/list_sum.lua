local size = 1500000 -- small: 3000

local function numbers(count)
  local xs = {}
  for i = 0, count - 1 do
    xs[#xs + 1] = i % 100
  end
  return xs
end

local function sum_by_index(xs)
  local sum = 0
  for i = 1, #xs do
    sum = sum + xs[i]
  end
  return sum
end

local function sum_by_element(xs)
  local sum = 0
  for _, x in ipairs(xs) do
    sum = sum + x
  end
  return sum
end

local xs = numbers(size)
local total = 0
for turn = 1, 3 do
  total = total + sum_by_index(xs) + sum_by_element(xs)
end
print(string.format("%d", total))
