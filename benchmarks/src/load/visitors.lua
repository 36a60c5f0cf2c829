-- What wrk's clients ask of the explorer: HEED_SUBJECTS holds the ids of texts of twelve by
-- twelve heads that are there. Every tenth call posts a text, every fiftieth numbers.

local subjects = {}
for id in (os.getenv("HEED_SUBJECTS") or ""):gmatch("%x+") do
  subjects[#subjects + 1] = id
end

local threads = {}

function setup(thread)
  thread:set("number", #threads)
  threads[#threads + 1] = thread
end

function init()
  math.randomseed(7 + number)
  calls = 0
  answers = ""
  counts = {}
end

local function head()
  return math.random(0, 5) .. "/" .. math.random(0, 11)
end

local asks = {
  function(id) return "/subjects/" .. id .. "/heads" end,
  function(id) return "/subjects/" .. id .. "/maps?cells=24" end,
  function(id) return "/subjects/" .. id .. "/heads/" .. head() end,
  function(id) return "/subjects/" .. id .. "/heads/" .. head() .. "/map?cells=32" end,
  function(id) return "/subjects/" .. id .. "/heads/" .. head() .. "/rows/3?top=8" end,
  function(id) return "/subjects/" .. id .. "/heads/" .. head() .. "/pairs/3/2" end,
  function(id) return "/subjects/" .. id .. "/heads/" .. head() .. "/export.svg" end,
}

local function post(path, body)
  return wrk.format("POST", "/api/v1" .. path, { ["Content-Type"] = "application/json" }, body)
end

function request()
  calls = calls + 1
  if calls % 50 == 0 then
    return post("/arrays", '{"arrays": {"X": [[1, 0, 2], [0, 1, ' .. calls .. '], [1, 1, 0]]}}')
  end
  if calls % 10 == 0 then
    local words = string.rep("word " .. math.random(1000) .. " ", math.random(1, 40))
    return post("/texts", '{"text": "' .. words .. '"}')
  end
  if calls % 25 == 1 then
    return wrk.format("GET", "/")
  end
  local id = subjects[math.random(#subjects)]
  return wrk.format("GET", "/api/v1" .. asks[math.random(#asks)](id))
end

function response(status)
  counts[status] = (counts[status] or 0) + 1
  local said = {}
  for code, times in pairs(counts) do
    said[#said + 1] = code .. " " .. times
  end
  answers = table.concat(said, ",")
end

function done(summary, latency)
  local all = {}
  for _, thread in ipairs(threads) do
    for code, times in (thread:get("answers") or ""):gmatch("(%d+) (%d+)") do
      all[code] = (all[code] or 0) + tonumber(times)
    end
  end
  for code, times in pairs(all) do
    io.write(string.format("status %s: %d\n", code, times))
  end
  io.write(string.format("refused or broken connections: %d, timeouts: %d\n",
    summary.errors.connect + summary.errors.read + summary.errors.write, summary.errors.timeout))
  io.write(string.format("latency: p50 %.0f ms, p99 %.0f ms\n",
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
