-- wrk: what came of it, in a line for the program that reads it.
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("counted %d %d %d %d\n", summary.requests, summary.duration, e.status, e.connect + e.read + e.write + e.timeout))
end
