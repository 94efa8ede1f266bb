//go:build tools

// Package tools pins etcd; the binary is built from the module's own main package.
package tools

import _ "go.etcd.io/etcd/server/v3"
