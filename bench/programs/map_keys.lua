local size = 200000 -- small: 2000

local function count_words(count)
  local counts = {}
  for i = 0, count - 1 do
    local word = "word" .. tostring(i * 31 % 50000)
    if counts[word] ~= nil then
      counts[word] = counts[word] + 1
    else
      counts[word] = 1
    end
  end
  return counts
end

-- map_keys gives the keys in byte order; here they are sorted to do the same.
local function sorted_keys(map)
  local keys = {}
  for key in pairs(map) do
    keys[#keys + 1] = key
  end
  table.sort(keys)
  return keys
end

local counts = count_words(size)
local keys = sorted_keys(counts)
local total = #keys
for _, word in ipairs(keys) do
  total = total + counts[word] * #word
end
print(string.format("%d", total))
