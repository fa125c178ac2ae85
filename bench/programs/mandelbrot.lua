local size = 400 -- small: 16

local function iterations(cx, cy, most)
  local x = 0.0
  local y = 0.0
  local count = 0
  while count < most and x * x + y * y <= 4 do
    local next = x * x - y * y + cx
    y = 2 * x * y + cy
    x = next
    count = count + 1
  end
  return count
end

local function mandelbrot(width)
  local total = 0
  for row = 0, width - 1 do
    for column = 0, width - 1 do
      total = total + iterations(3 * column / width - 2, 3 * row / width - 1.5, 200)
    end
  end
  return total
end

print(string.format("%d", mandelbrot(size)))
