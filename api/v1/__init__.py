"""JSON for programs; what a plan or an assessment is stands in the services and the domain."""
