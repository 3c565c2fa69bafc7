// SPDX-License-Identifier: Apache-2.0
#include "base/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace godwit {

struct Metrics::Registry {
  prometheus::Registry registry{prometheus::Registry::InsertBehavior::Merge};
};

Metrics::Metrics() : registry_(std::make_unique<Registry>()) {}
Metrics::~Metrics() = default;

void Counter::add(double by) { static_cast<prometheus::Counter*>(cell_)->Increment(by); }
void Gauge::set(double to) { static_cast<prometheus::Gauge*>(cell_)->Set(to); }
void Gauge::add(double by) { static_cast<prometheus::Gauge*>(cell_)->Increment(by); }
void Histogram::observe(double value) { static_cast<prometheus::Histogram*>(cell_)->Observe(value); }

Counter Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
  return Counter(&prometheus::BuildCounter().Name(name).Help(help).Register(registry_->registry).Add(labels));
}

Gauge Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
  return Gauge(&prometheus::BuildGauge().Name(name).Help(help).Register(registry_->registry).Add(labels));
}

Histogram Metrics::histogram(const std::string& name, const std::string& help, std::vector<double> bounds,
                             const Labels& labels) {
  return Histogram(
      &prometheus::BuildHistogram().Name(name).Help(help).Register(registry_->registry).Add(labels, std::move(bounds)));
}

std::string Metrics::expose() const { return prometheus::TextSerializer().Serialize(registry_->registry.Collect()); }

std::vector<double> latency_bounds() {
  return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

}  // namespace godwit
