// SPDX-License-Identifier: Apache-2.0
// Counters, gauges and histograms in the Prometheus text format. A room keeps the handles it needs; the object graph owns
// the one registry, which outlives all handles. Handles may be used from any thread and never allocate after creation.
#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace godwit {

using Labels = std::map<std::string, std::string>;

/// Only grows.
class Counter {
 public:
  void add(double by = 1);

 private:
  friend class Metrics;
  explicit Counter(void* cell) : cell_(cell) {}
  void* cell_;
};

/// Goes up and down.
class Gauge {
 public:
  void set(double to);
  void add(double by);

 private:
  friend class Metrics;
  explicit Gauge(void* cell) : cell_(cell) {}
  void* cell_;
};

/// Counts observations in buckets.
class Histogram {
 public:
  void observe(double value);

 private:
  friend class Metrics;
  explicit Histogram(void* cell) : cell_(cell) {}
  void* cell_;
};

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// The same name and labels give the same cell. Names are godwit_…, base units (seconds, bytes), counters end in _total.
  Counter counter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge gauge(const std::string& name, const std::string& help, const Labels& labels = {});
  Histogram histogram(const std::string& name, const std::string& help, std::vector<double> bounds,
                      const Labels& labels = {});

  /// Everything, as text/plain; version=0.0.4.
  std::string expose() const;

 private:
  struct Registry;
  std::unique_ptr<Registry> registry_;
};

/// Bounds for durations in seconds, 0.1 ms … 10 s.
std::vector<double> latency_bounds();

}  // namespace godwit
