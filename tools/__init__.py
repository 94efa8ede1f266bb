"""What the checkout needs around the Pulumi program: engine, commands, builds, test cluster."""
