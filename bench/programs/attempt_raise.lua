local size = 1500000 -- small: 4000

local function quotient(a, b)
  if b == 0 then
    error("Division by zero", 0)
  end
  return a / b
end

local function share(amount, people)
  return quotient(amount, people % 5) + 1
end

local function run(count)
  local total = 0
  local failures = 0
  for i = 0, count - 1 do
    local ok, value = pcall(share, i * 12, i)
    if ok then
      total = total + value
    elseif value == "Division by zero" then
      failures = failures + 1
    else
      error(value, 0)
    end
  end
  return math.floor(total) + failures
end

print(string.format("%d", run(size)))
