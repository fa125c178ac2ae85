local size = 60000 -- small: 300

local function chain_length(start)
  local n = start
  local count = 1
  while n ~= 1 do
    if n % 2 == 0 then
      n = n / 2
    else
      n = 3 * n + 1
    end
    count = count + 1
  end
  return count
end

local function longest(bound)
  local best = 0
  local best_length = 0
  for start = 1, bound - 1 do
    local count = chain_length(start)
    if count > best_length then
      best = start
      best_length = count
    end
  end
  return best * 1000 + best_length
end

print(string.format("%d", longest(size)))
