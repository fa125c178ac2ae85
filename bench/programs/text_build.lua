local size = 500000 -- small: 2000

local function csv(count)
  local fields = {}
  for i = 0, count - 1 do
    fields[#fields + 1] = "item" .. tostring(i * 7 % 1000)
  end
  return table.concat(fields, ",")
end

local total = #csv(size)
for field in string.gmatch(csv(size / 2), "[^,]+") do
  total = total + #field
end
print(string.format("%d", total))
