/// @file The C++ mesh and a Verilated mesh side by side: same offers, same readiness, every register compared in every cycle.
#pragma once

#include <fmt/format.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "router/mesh.h"
#include "tests/router/traffic.h"

namespace aerie::router::test {

/// What the C++ mesh granted in one cycle, as the RTL shows it: per node and output the winning input as a bit.
class GrantBoard : public Observer {
   public:
    explicit GrantBoard(std::uint32_t nodes) : grants_(nodes * direction_count) {}
    void clear() { std::fill(grants_.begin(), grants_.end(), std::uint8_t{0}); }
    [[nodiscard]] std::uint8_t at(std::size_t port) const { return grants_[port]; }
    void on_hop(const Hop& hop) override {
        grants_[hop.node.index() * direction_count + index_of(hop.out)] = static_cast<std::uint8_t>(1U << index_of(hop.in));
    }

   private:
    std::vector<std::uint8_t> grants_;
};

/// `Rtl` is a Verilated aerie_mesh with the parameters of `spec`, whose consumers are stepped. Ports are in the order of `Direction`.
template <class Rtl>
class LockStep {
   public:
    LockStep(const MeshSpec& spec, const std::vector<RoutingTable>& tables, unsigned fault = 0)
        : spec_{spec}, mesh_{spec}, grants_{spec.nodes()}, rtl_{std::make_unique<Rtl>()}, queues_(spec.nodes()) {
        mesh_.watch(&grants_);
        if constexpr (requires(Rtl& r) { r.fault_code; }) rtl_->fault_code = static_cast<std::uint8_t>(fault);
        rtl_->reset = 1;
        for (std::uint32_t node = 0; node < spec.nodes(); ++node) is_ready_.push_back(true);
        clock();
        rtl_->reset = 0;
        for (std::uint32_t node = 0; node < tables.size(); ++node) load_table(node, tables[node]);
    }

    void offer(const Packet& packet) {
        mesh_.offer(packet);
        queues_[packet.source.index()].push_back(packet);
    }
    void set_ready(std::uint32_t node, bool ready) {
        mesh_.set_ready(NodeId{node}, ready);
        is_ready_[node] = ready;
    }
    [[nodiscard]] bool is_empty() const { return mesh_.in_flight() == 0; }
    [[nodiscard]] Cycles now() const { return mesh_.now(); }
    [[nodiscard]] std::uint64_t router_cycles() const { return mesh_.now().count() * spec_.nodes(); }

    /// One cycle of both. Gives the first difference: cycle, router, port, and both states; empty when there is none.
    std::string step() {
        const Cycles cycle = mesh_.now();
        drive();
        rtl_->eval();
        std::string difference = compare_registers(cycle);
        grants_.clear();
        mesh_.clear_deliveries();
        mesh_.advance_to(cycle + Cycles{1});
        if (difference.empty()) difference = compare_grants(cycle);
        if (difference.empty()) difference = compare_deliveries(cycle);
        for (std::uint32_t node = 0; node < spec_.nodes(); ++node)
            if (bit(rtl_->source_taken, node)) queues_[node].pop_front();
        clock();
        return difference;
    }

   private:
    template <class Word>
    static bool bit(const Word& word, std::uint32_t i) {
        if constexpr (requires { word >> i; }) return (word >> i & 1U) != 0;
        else return (word[i / 32] >> i % 32 & 1U) != 0;
    }
    template <class Word>
    static void set_bit(Word& word, std::uint32_t i, bool value) {
        word = static_cast<Word>(value ? word | Word{1} << i : word & ~(Word{1} << i));
    }

    void clock() {
        rtl_->clock = 0;
        rtl_->eval();
        rtl_->clock = 1;
        rtl_->eval();
        rtl_->clock = 0;
    }

    void load_table(std::uint32_t node, const RoutingTable& table) {
        for (std::size_t i = 0; i < table.size(); ++i) {
            rtl_->table_write = 0;
            set_bit(rtl_->table_write, node, true);
            rtl_->table_index = static_cast<std::uint8_t>(i);
            rtl_->table_key = table[i].key;
            rtl_->table_mask = table[i].mask;
            rtl_->table_outs = 0;
            for (const Direction side : all_directions) set_bit(rtl_->table_outs, static_cast<std::uint32_t>(index_of(side)), table[i].outs.contains(side));
            clock();
        }
        rtl_->table_write = 0;
        mesh_.set_table(NodeId{node}, table);
    }

    void drive() {
        for (std::uint32_t node = 0; node < spec_.nodes(); ++node) {
            const auto& queue = queues_[node];
            const bool offers = !queue.empty() && queue.front().offered <= mesh_.now();
            set_bit(rtl_->source_valid, node, offers);
            set_bit(rtl_->consumer_ready, node, is_ready_[node]);
            if (!offers) continue;
            const Packet& p = queue.front();
            rtl_->source_multicast[node] = p.is_multicast;
            rtl_->source_key[node] = p.key;
            rtl_->source_x[node] = static_cast<std::uint8_t>(p.target.index() % spec_.width);
            rtl_->source_y[node] = static_cast<std::uint8_t>(p.target.index() / spec_.width);
            rtl_->source_tag[node] = p.tag;
        }
    }

    [[nodiscard]] std::string say(Cycles cycle, std::size_t port, std::string_view what, unsigned mesh, unsigned rtl) const {
        return fmt::format("cycle {} router {} port {} {}: C++ {}, RTL {}", cycle.count(), port / direction_count,
                           name_of(all_directions[port % direction_count]), what, mesh, rtl);
    }

    std::string compare_registers(Cycles cycle) const {
        for (std::uint32_t node = 0; node < spec_.nodes(); ++node) {
            for (const Direction side : all_directions) {
                const std::size_t port = node * direction_count + index_of(side);
                const NodeId id{node};
                if (mesh_.occupancy(id, side) != rtl_->occupancy[port]) return say(cycle, port, "FIFO occupancy", mesh_.occupancy(id, side), rtl_->occupancy[port]);
                if (mesh_.credits(id, side) != rtl_->credits[port]) return say(cycle, port, "credits", mesh_.credits(id, side), rtl_->credits[port]);
                const auto pointer = static_cast<unsigned>(index_of(mesh_.pointer(id, side)));
                if (pointer != rtl_->pointer[port]) return say(cycle, port, "arbiter pointer", pointer, rtl_->pointer[port]);
            }
            if (mesh_.source_credits(NodeId{node}) != rtl_->source_credits[node])
                return say(cycle, node * direction_count + 4, "source credits", mesh_.source_credits(NodeId{node}), rtl_->source_credits[node]);
        }
        return {};
    }

    std::string compare_grants(Cycles cycle) const {
        for (std::size_t port = 0; port < spec_.nodes() * direction_count; ++port)
            if (grants_.at(port) != rtl_->grant[port]) return say(cycle, port, "grant (input as a bit)", grants_.at(port), rtl_->grant[port]);
        return {};
    }

    /// Stepped consumers deliver in the cycle in which the RTL's pop, at most one per node, by ascending node.
    std::string compare_deliveries(Cycles cycle) const {
        std::size_t next = 0;
        for (std::uint32_t node = 0; node < spec_.nodes(); ++node) {
            if (!bit(rtl_->consumed, node)) continue;
            const auto deliveries = mesh_.deliveries();
            if (next == deliveries.size() || deliveries[next].target != NodeId{node} || deliveries[next].tag != rtl_->consumed_tag[node])
                return say(cycle, node * direction_count + 4, "delivered tag", next < deliveries.size() ? deliveries[next].tag : ~0U, rtl_->consumed_tag[node]);
            ++next;
        }
        return next == mesh_.deliveries().size() ? "" : fmt::format("cycle {}: the RTL misses {} deliveries", cycle.count(), mesh_.deliveries().size() - next);
    }

    MeshSpec spec_;
    Mesh mesh_;
    GrantBoard grants_;
    std::unique_ptr<Rtl> rtl_;
    std::vector<std::deque<Packet>> queues_;
    std::vector<bool> is_ready_;
};

}  // namespace aerie::router::test
