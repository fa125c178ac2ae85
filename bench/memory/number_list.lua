local size = 1000000 -- small: 100

local xs = {}
for i = 0, size - 1 do
  xs[#xs + 1] = i + 0.5
end
print(#xs)
