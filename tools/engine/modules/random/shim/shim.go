// Package shim hands on the constructor of the Terraform provider "random".
//
// The upstream package is internal, so Go lets only code below the upstream's own module path import
// it; that is why this module bears such a path and is pointed at by a replace directive.
package shim

import (
	"github.com/hashicorp/terraform-plugin-framework/provider"
	random "github.com/terraform-providers/terraform-provider-random/internal/provider"
)

// New returns the upstream provider.
func New() provider.Provider { return random.New() }
