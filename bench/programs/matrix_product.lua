local size = 200 -- small: 20

local function matrix(n, seed)
  local rows = {}
  for i = 0, n - 1 do
    local row = {}
    for j = 0, n - 1 do
      row[#row + 1] = (i * 7 + j * 13 + seed) % 11
    end
    rows[#rows + 1] = row
  end
  return rows
end

local function product(a, b)
  local n = #a
  local rows = {}
  for i = 1, n do
    local row = {}
    for j = 1, n do
      local sum = 0
      for k = 1, n do
        sum = sum + a[i][k] * b[k][j]
      end
      row[#row + 1] = sum
    end
    rows[#rows + 1] = row
  end
  return rows
end

local function trace(m)
  local sum = 0
  for i = 1, #m do
    sum = sum + m[i][i] * i
  end
  return sum
end

print(string.format("%d", trace(product(matrix(size, 1), matrix(size, 2)))))
