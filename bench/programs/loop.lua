local size = 30000000 -- small: 20000

local function run(count)
  local sum = 0
  local sign = 1
  for i = 0, count - 1 do
    sum = sum + i * sign
    sign = -sign
  end
  return sum
end

print(string.format("%d", run(size)))
