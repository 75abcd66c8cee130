#include "tools/session/recording.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/lang/check.h"
#include "tools/session/prepare.h"

namespace aerie::session {

namespace {

std::string unit_of(const Network& network, const Recorder& r) {
    if (r.program) {
        const ProcessorProgram& program = network.programs[r.program->index()];
        const OutputField field = *find_output_field(program, r.variable);
        lang::Dimension dimension = program.outputs[field.output].dimension;
        if (field.what == OutputField::What::weights) {
            dimension = dimension / lang::find_variable(network.populations[program.from.index()].model.variables, program.variable)->dimension;
        }
        return dimension.is_pure() ? "1" : lang::to_string(dimension);
    }
    const std::vector<lang::Variable>& variables = r.population ? network.populations[r.population->index()].model.variables
                                                                 : network.projections[r.projection->index()].model.variables;
    const lang::Variable* v = lang::find_variable(variables, r.variable);
    return v == nullptr || v->dimension.is_pure() ? "1" : lang::to_string(v->dimension);
}

std::vector<double> values_of(hw::Machine& machine, const Recorder& r) {
    if (r.program) return machine.program_values(*r.program, r.variable, r.indices);
    return r.population ? machine.neuron_values(*r.population, r.variable, r.indices) : machine.synapse_values(*r.projection, r.variable, r.indices);
}

const std::string& target_name(const Network& network, const Recorder& r) {
    if (r.program) return network.programs[r.program->index()].name;
    return r.population ? network.name_of(*r.population) : network.projections[r.projection->index()].name;
}

}  // namespace

Recording::Recording(const Network& network, const std::optional<std::filesystem::path>& directory)
    : network_{network}, trains_(network.populations.size() + network.sources.size()) {
    for (const Recorder& r : network.recorders) add_recorder(r);
    if (network.recorders.empty()) {   // somebody who asks for nothing wants to see spikes
        for (Train& t : trains_) t.is_recorded = true;
    }
    if (directory) open_files(*directory);
}

void Recording::add_recorder(const Recorder& recorder) {
    const std::uint64_t total = total_ticks(network_);
    if (recorder.what == RecorderSpec::What::spikes) {
        Train& train = trains_[recorder.population->index()];
        train.is_recorded = true;
        const std::uint32_t size = network_.size_of(*recorder.population);
        if (recorder.indices.size() == size) return;
        train.is_wanted.resize(size);
        for (const std::uint32_t n : recorder.indices) train.is_wanted[n] = 1;
        return;
    }
    const bool is_rate = recorder.what == RecorderSpec::What::rate;
    formats::StateReport report{.name = recorder.name, .population = target_name(network_, recorder), .variable = is_rate ? "rate" : recorder.variable,
                                .unit = is_rate ? "Hz" : unit_of(network_, recorder), .step_ms = static_cast<double>(recorder.period_ticks) * network_.dt_s * 1e3};
    if (is_rate) report.elements = {0};
    else report.elements.assign(recorder.indices.begin(), recorder.indices.end());
    reports_.push_back(report);
    if (is_rate) {
        rates_.push_back({&recorder, reports_.size() - 1, std::vector<std::uint64_t>((total + recorder.period_ticks - 1) / recorder.period_ticks)});
        return;
    }
    VariableRecorder v{.about = &recorder, .report = reports_.size() - 1};
    v.every = std::max<std::uint64_t>(1, total / recorder.period_ticks / most_points);
    v.series = {.name = recorder.name, .target = report.population, .variable = recorder.variable, .unit = report.unit};
    const std::size_t curves = std::min(recorder.indices.size(), most_curves);
    const bool is_one = recorder.program && find_output_field(network_.programs[recorder.program->index()], recorder.variable)->what != OutputField::What::weights;
    if (is_one) v.series.labels.push_back(recorder.variable);
    else for (std::size_t k = 0; k < curves; ++k) v.series.labels.push_back(fmt::format("{}[{}]", recorder.variable, recorder.indices[k]));
    v.series.values.resize(curves);
    variables_.push_back(std::move(v));
    next_sample_ = 0;
}

void Recording::open_files(const std::filesystem::path& directory) {
    std::vector<std::string> names;
    for (std::uint32_t p = 0; p < trains_.size(); ++p) {
        if (!trains_[p].is_recorded) continue;
        trains_[p].file_index = names.size();
        names.push_back(network_.name_of(PopulationId{p}));
    }
    spikes_file_ = std::make_unique<formats::SpikesFile>(directory / "spikes.h5", names);
    states_file_ = std::make_unique<formats::StatesFile>(directory / "states.h5", reports_);
}

void Recording::sample(hw::Machine& machine) {
    const std::uint64_t now = machine.now().count();
    machine.begin_tick();
    next_sample_ = ~std::uint64_t{0};
    for (VariableRecorder& v : variables_) {
        const std::uint64_t period = v.about->period_ticks;
        next_sample_ = std::min(next_sample_, (now / period + 1) * period);
        if (now % period != 0) continue;
        const std::vector<double> values = values_of(machine, *v.about);
        if (states_file_ != nullptr) states_file_->append(v.report, values);
        if (v.samples++ % v.every != 0) continue;
        v.series.time_s.push_back(static_cast<double>(now) * network_.dt_s);
        for (std::size_t k = 0; k < v.series.values.size(); ++k) v.series.values[k].push_back(values[k]);
    }
}

void Recording::write_spikes(std::size_t begin, std::size_t end, const std::vector<hw::Spike>& spikes) {
    Train& train = trains_[spikes[begin].address.population.index()];
    std::vector<std::uint32_t> neurons;
    for (std::size_t k = begin; k < end; ++k) {
        const std::uint32_t n = spikes[k].address.neuron.index();
        if (!train.is_wanted.empty() && train.is_wanted[n] == 0) continue;
        neurons.push_back(n);
        if (train.seen++ % train.every == 0) train.dots.emplace_back(spikes[k].tick, n);
    }
    if (spikes_file_ != nullptr && !neurons.empty()) {
        spikes_file_->append(train.file_index, static_cast<double>(spikes[begin].tick) * network_.dt_s * 1e3, neurons);
    }
    if (train.dots.size() <= 4 * most_dots) return;   // thin while running, so that memory stays bounded: keep every second, also of what comes
    train.every *= 2;
    std::size_t kept = 0;
    for (std::size_t k = 0; k < train.dots.size(); k += 2) train.dots[kept++] = train.dots[k];
    train.dots.resize(kept);
}

void Recording::take(const std::vector<hw::Spike>& spikes) {
    for (std::size_t begin = 0; begin < spikes.size();) {
        std::size_t end = begin;
        while (end < spikes.size() && spikes[end].tick == spikes[begin].tick && spikes[end].address.population == spikes[begin].address.population) ++end;
        Train& train = trains_[spikes[begin].address.population.index()];
        train.total += end - begin;
        if (train.is_recorded) write_spikes(begin, end, spikes);
        for (RateRecorder& r : rates_) {
            if (*r.about->population == spikes[begin].address.population) r.counts[spikes[begin].tick / r.about->period_ticks] += end - begin;
        }
        begin = end;
    }
}

void Recording::finish_rates(std::uint64_t ticks, tools::RunRecord& record) {
    for (const RateRecorder& r : rates_) {
        const std::uint64_t period = r.about->period_ticks;
        tools::SeriesRecord series{.name = r.about->name, .target = target_name(network_, *r.about), .variable = "rate", .unit = "Hz", .labels = {"rate"}, .values = {{}}};
        for (std::size_t bin = 0; bin * period < ticks; ++bin) {
            const double seconds = static_cast<double>(std::min(period, ticks - bin * period)) * network_.dt_s;
            const double rate = static_cast<double>(r.counts[bin]) / seconds / network_.size_of(*r.about->population);
            if (states_file_ != nullptr) states_file_->append(r.report, {rate});
            series.time_s.push_back(static_cast<double>(bin * period) * network_.dt_s);
            series.values[0].push_back(rate);
        }
        record.series.push_back(std::move(series));
    }
}

void Recording::finish(std::uint64_t ticks, tools::RunRecord& record) {
    for (VariableRecorder& v : variables_) record.series.push_back(std::move(v.series));
    finish_rates(ticks, record);
    for (std::uint32_t p = 0; p < trains_.size(); ++p) {
        Train& train = trains_[p];
        const std::uint32_t size = network_.size_of(PopulationId{p});
        const double seconds = static_cast<double>(ticks) * network_.dt_s;
        record.populations.push_back({.name = network_.name_of(PopulationId{p}), .size = size, .spikes = train.total,
                                      .rate_hz = seconds > 0.0 ? static_cast<double>(train.total) / seconds / size : 0.0, .is_source = network_.is_source(PopulationId{p})});
        if (!train.is_recorded) continue;
        tools::RasterRecord raster{.population = network_.name_of(PopulationId{p}), .size = size, .total = train.total};
        const std::size_t step = std::max<std::size_t>(1, (train.dots.size() + most_dots - 1) / most_dots);
        for (std::size_t k = 0; k < train.dots.size(); k += step) {
            raster.time_s.push_back(static_cast<double>(train.dots[k].first) * network_.dt_s);
            raster.neuron.push_back(train.dots[k].second);
        }
        record.rasters.push_back(std::move(raster));
    }
    if (spikes_file_ != nullptr) spikes_file_->commit();
    if (states_file_ != nullptr) states_file_->commit();
}

}  // namespace aerie::session
