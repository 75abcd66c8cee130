#include "tools/trace/packet_list.h"

#include <fmt/format.h>

#include <string_view>

namespace aerie::trace {

PacketList::PacketList(const std::filesystem::path& path, const Scene& scene) : scene_{scene}, file_{path} {
    file_.write("# aerie packets 1\n");
    for (const std::string& line : scene.heading()) file_.write("# " + line + "\n");
    file_.write("# packet: number over the run; tick: in which its neuron fired; from: NeuroCore or host @ router x,y\n"
                "# hops: cycle:router:output, the cycle of the grant; ! before an output: dropped there, ?: dropped and offered again by the router's monitor\n"
                "# deliveries: NeuroCore@router:ejected:done, ! behind it when late; -: not reached when the run ended\n"
                "# packet tick source from offered accepted hops deliveries\n");
}

std::string PacketList::hops_of(const PacketLife& life) const {
    if (life.steps.empty()) return "-";
    std::string text;
    for (const PacketLife::Step& s : life.steps) {
        const std::string_view mark = s.kind == PacketLife::Step::Kind::granted ? "" : s.kind == PacketLife::Step::Kind::lost ? "!" : "?";
        text += fmt::format("{}{}:{}:{}{}", text.empty() ? "" : ";", s.cycle.count(), scene_.place(s.node), mark, router::name_of(s.out));
    }
    return text;
}

std::string PacketList::deliveries_of(const PacketLife& life) const {
    if (life.uptakes.empty()) return "-";
    std::string text;
    for (const Uptake& u : life.uptakes) {
        text += fmt::format("{}{}@{}:{}:{}{}", text.empty() ? "" : ";", scene_.cores()[u.slot].index(), scene_.place(u.at), u.ejected.count(), u.done.count(), u.is_late ? "!" : "");
    }
    return text;
}

void PacketList::on_packet(const PacketLife& life) {
    const std::string accepted = life.accepted ? std::to_string(life.accepted->count()) : "-";
    file_.write(fmt::format("{} {} {} {}@{} {} {} {} {}\n", life.number, life.tick, scene_.neuron(life.source), scene_.sender(life.source), scene_.place(life.from),
                            life.offered.count(), accepted, hops_of(life), deliveries_of(life)));
}

}  // namespace aerie::trace
