-- wrk: the same POST again and again, and a line for the program that reads it.
wrk.method = "POST"
wrk.body = '{"title":"the door does not close","body":"It stays open by a hand, since Monday."}'
wrk.headers["Content-Type"] = "application/json"
