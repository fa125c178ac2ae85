local size = 1000000 -- small: 100

local points = {}
for i = 0, size - 1 do
  points[#points + 1] = { x = i, y = i + 0.5 }
end
print(#points)
