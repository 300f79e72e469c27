// Command echod stands for a real echo server, which lies a byte at a time.
//
//course:absent
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
)

func main() {
	version := flag.Bool("version", false, "print the server's version")
	addr := flag.String("addr", "127.0.0.1:7007", "where to listen")
	flag.Parse()
	if *version {
		fmt.Println("a real echo server 1.0")
		os.Exit(0)
	}
	l, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on %s\n", l.Addr())
	for {
		c, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go io.Copy(c, c)
	}
}
