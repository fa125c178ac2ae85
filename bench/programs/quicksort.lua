local size = 450 -- small: 3

local function random_numbers(count, start)
  local xs = {}
  local seed = start
  for i = 1, count do
    seed = seed * 16807 % 2147483647
    xs[#xs + 1] = seed % 1000000
  end
  return xs
end

local function quicksort(items, low, high)
  local pivot = items[math.floor((low + high) / 2)]
  local i = low
  local j = high
  while i <= j do
    while items[i] < pivot do
      i = i + 1
    end
    while items[j] > pivot do
      j = j - 1
    end
    if i <= j then
      local held = items[i]
      items[i] = items[j]
      items[j] = held
      i = i + 1
      j = j - 1
    end
  end
  if low < j then
    quicksort(items, low, j)
  end
  if i < high then
    quicksort(items, i, high)
  end
end

local function run(turns)
  local checksum = 0
  for turn = 0, turns - 1 do
    local items = random_numbers(1000, turn + 42)
    quicksort(items, 1, 1000)
    for i = 1, 1000 do
      checksum = (checksum * 31 + items[i]) % 1000003
    end
  end
  return checksum
end

print(string.format("%d", run(size)))
