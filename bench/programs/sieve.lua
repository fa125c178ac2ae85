local size = 2000000 -- small: 20000

local function count_primes(bound)
  local is_prime = {}
  for n = 1, bound do
    is_prime[n] = true
  end
  local count = 0
  for n = 2, bound - 1 do
    if is_prime[n] then
      count = count + 1
      local multiple = n * n
      while multiple < bound do
        is_prime[multiple] = false
        multiple = multiple + n
      end
    end
  end
  return count
end

print(string.format("%d", count_primes(size)))
