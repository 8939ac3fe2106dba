public import ArgumentParser
public import BenchmarkKit

extension ReportFormat: ExpressibleByArgument {}
