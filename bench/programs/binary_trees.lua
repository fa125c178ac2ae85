local size = 16 -- small: 8

local leaf = {}

local function grow(depth)
  if depth == 0 then return leaf else return { grow(depth - 1), grow(depth - 1) } end
end

local function nodes(tree)
  if tree[1] == nil then
    return 1
  else
    return 1 + nodes(tree[1]) + nodes(tree[2])
  end
end

local function run(most)
  local long_lived = grow(most)
  local total = 0
  local depth = 4
  while depth <= most do
    for turn = 1, 2 ^ (most - depth) do
      total = total + nodes(grow(depth))
    end
    depth = depth + 2
  end
  return total + nodes(long_lived)
end

print(string.format("%d", run(size)))
