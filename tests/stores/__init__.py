"""What the stores are configured with, tried on real servers.

Redis is Debian's redis-server. MySQL 8 is not among Debian's packages, so mariadb-server (10.11)
stands in for it: it speaks the same protocol and knows the same statements for databases, users and
grants. What MariaDB cannot show is named where it matters.
"""
