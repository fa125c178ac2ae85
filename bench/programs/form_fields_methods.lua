local size = 600000 -- small: 2000

local Box = {}
Box.__index = Box

local Disc = {}
Disc.__index = Disc

function Box.new(x, width, height)
  return setmetatable({ x = x, width = width, height = height }, Box)
end

function Box:area()
  return self.width * self.height
end

-- A new value, as in the twin: whoever holds the old one sees no change.
function Box:moved(by)
  return Box.new(self.x + by, self.width, self.height)
end

function Disc.new(x, radius)
  return setmetatable({ x = x, radius = radius }, Disc)
end

function Disc:area()
  return 3 * self.radius * self.radius
end

function Disc:moved(by)
  return Disc.new(self.x + by, self.radius)
end

local function run(count)
  local total = 0
  local box = Box.new(0, 2, 3)
  local disc = Disc.new(0, 1)
  for i = 0, count - 1 do
    box.width = i % 10
    box = box:moved(2)
    disc = disc:moved(1)
    total = total + box:area() + disc:area() + box.x - disc.x
  end
  return total
end

print(string.format("%d", run(size)))
