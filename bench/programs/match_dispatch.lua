local size = 300000 -- small: 1000

local function run(steps, turns)
  local value = 1
  local skipped = 0
  for turn = 0, turns - 1 do
    for _, step in ipairs(steps) do
      if step == "increment" then value = value + 1
      elseif step == "double" then value = value * 2
      elseif step == "negate" then value = -value
      elseif step == "halve" then value = value / 2
      elseif step == "square" then value = value * value
      elseif step == "wrap" then value = value % 1001
      elseif step == "clear" then value = 0
      elseif step == "turn" then value = value + turn
      else skipped = skipped + 1
      end
    end
  end
  return math.floor(value) + skipped
end

print(string.format("%d", run({ "turn", "double", "wrap", "increment", "negate", "square", "wrap",
  "halve", "rest", "clear", "turn", "increment", "wrap" }, size)))
