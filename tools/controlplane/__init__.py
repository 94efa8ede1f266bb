"""A Kubernetes control plane for tests: a real API server with kwok in the place of machines.

etcd, kube-apiserver, kube-controller-manager and kube-scheduler are the real programs. kwok plays
nodes, pods and volumes: it reports what a kubelet and a volume provisioner would report, and runs
no container. `python -m tools.controlplane` starts one in the foreground.

Beside it run, when a test asks for them, the operators of Elasticsearch and MySQL or a stand-in for
both (operators.py), with their own custom resource definitions (crds.py).
"""
