-- What corpus/programs/seed/nested_parentheses.gw is to a peer, in ns: from the text to the result, and a call of
-- the compiled expression. Its numbers are arguments there, because Lua's compilers fold them otherwise; LuaJIT's
-- traces leave nothing of that loop, so its call says something with -joff only.
local load = loadstring or load
local rounds = 1000000

local function nanoseconds(body)
  local before = os.clock()
  body()
  return (os.clock() - before) / rounds * 1e9
end

local source = "return ((10 + 20) * 3 - 5) / 2 + 100"
local from_source = nanoseconds(function()
  for _ = 1, rounds do load(source)() end
end)
local compiled = load("local a, b, c, d, e, f = ... return ((a + b) * c - d) / e + f")
local call = nanoseconds(function()
  for _ = 1, rounds do compiled(10, 20, 3, 5, 2, 100) end
end)
print(string.format("source to result %.0f ns, call %.1f ns", from_source, call))
