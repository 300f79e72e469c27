package notify

// The library for WebSocket's frames, which the starter's own files don't use yet. The
// blank import keeps it in go.mod when "go mod tidy" looks for what nothing imports,
// and has it fetched by the first build, so that the network can be off from then
// on. It can go once your own code has it.
import _ "github.com/gorilla/websocket"
