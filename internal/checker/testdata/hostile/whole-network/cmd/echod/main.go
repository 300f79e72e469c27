package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"

	"systems.course/echo"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:7007", "where to listen")
	flag.Parse()
	_ = *addr
	l, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on %s\n", l.Addr())
	if err := echo.Serve(context.Background(), l); err != nil {
		log.Fatal(err)
	}
}
