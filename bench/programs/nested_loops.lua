local size = 280 -- small: 28

local function run(count)
  local hits = 0
  for a = 0, count - 1 do
    for b = 0, count - 1 do
      for c = 0, count - 1 do
        if (a + b * c) % 7 == 3 then
          hits = hits + 1
        end
      end
    end
  end
  return hits
end

print(string.format("%d", run(size)))
