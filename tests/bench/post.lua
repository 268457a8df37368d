-- For wrk: posts the bodies of the file BODIES (one a line) to the path REQUEST_PATH, round and
-- round; prints one line of JSON. An answer with GraphQL errors counts as an error.
local bodies, next_body, threads = {}, 0, {}
for line in io.lines(os.getenv("BODIES")) do bodies[#bodies + 1] = line end
local path = os.getenv("REQUEST_PATH")
local headers = { ["Content-Type"] = "application/json", ["Accept"] = "application/json" }
refused = 0

function setup(thread) threads[#threads + 1] = thread end

function request()
  next_body = next_body % #bodies + 1
  return wrk.format("POST", path, headers, bodies[next_body])
end

function response(status, _, body)
  if status ~= 200 or body:find('"errors":', 1, true) then refused = refused + 1 end
end

function done(summary, latency)
  local errors, refusals = summary.errors, 0
  for _, thread in ipairs(threads) do refusals = refusals + thread:get("refused") end
  io.write(string.format(
    '\nRESULT {"requests": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000,
    refusals + errors.connect + errors.read + errors.write + errors.timeout))
end
