// The Percona operator for MySQL as a program that runs outside of a cluster.
//
// The operator's own main package reads its namespace from a file of its pod and starts a server for
// webhooks on all addresses. This one starts the same controllers without either, and connects to
// $MYSQL_ADDRESS wherever the operator means to reach a MySQL server: the names of pods and services
// mean nothing on the machine of the tests.
package main

import (
	"context"
	"log"
	"net"
	"os"

	"github.com/go-sql-driver/mysql"
	events "k8s.io/api/events/v1"
	"k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	certmanager "github.com/cert-manager/cert-manager/pkg/client/clientset/versioned/scheme"
	"github.com/percona/percona-xtradb-cluster-operator/pkg/apis"
	"github.com/percona/percona-xtradb-cluster-operator/pkg/controller"
)

func main() {
	ctrl.SetLogger(zap.New())
	if err := run(os.Getenv("WATCH_NAMESPACE"), os.Getenv("MYSQL_ADDRESS")); err != nil {
		log.Fatal(err)
	}
}

func run(namespace string, address string) error {
	mysql.RegisterDialContext("tcp", func(ctx context.Context, _ string) (net.Conn, error) {
		var dialer net.Dialer
		return dialer.DialContext(ctx, "tcp", address)
	})
	config, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	manager, err := ctrl.NewManager(config, ctrl.Options{
		Metrics:                server.Options{BindAddress: "0"},
		HealthProbeBindAddress: "0",
		Cache:                  cache.Options{DefaultNamespaces: map[string]cache.Config{namespace: {}}},
	})
	if err != nil {
		return err
	}
	known := manager.GetScheme()
	for _, add := range []func() error{
		func() error { return scheme.AddToScheme(known) },
		func() error { return apis.AddToScheme(known) },
		func() error { return certmanager.AddToScheme(known) },
		func() error { return controller.AddToManager(manager) },
	} {
		if err := add(); err != nil {
			return err
		}
	}
	// The controllers look for events of volume claims by this field.
	subject := func(object client.Object) []string {
		return []string{object.(*events.Event).Regarding.Name}
	}
	ctx := ctrl.SetupSignalHandler()
	if err := manager.GetFieldIndexer().IndexField(ctx, &events.Event{}, "regarding.name", subject); err != nil {
		return err
	}
	return manager.Start(ctx)
}
