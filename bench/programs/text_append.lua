local size = 8000 -- small: 2000

local function stars(count)
  local line = ""
  for i = 0, count - 1 do
    line = line .. "<" .. tostring(i % 10) .. ">"
  end
  return line
end

local total = 0
for turn = 1, 10 do
  total = total + #stars(size)
end
print(string.format("%d", total))
