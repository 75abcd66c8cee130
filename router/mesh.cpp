#include "router/mesh.h"

namespace aerie::router {
namespace {

const MeshSpec& checked(const MeshSpec& spec) {
    check(spec, "mesh");
    return spec;
}

}  // namespace

Mesh::Mesh(const MeshSpec& spec) : spec_{checked(spec)}, engine_{make_engine(spec_)} {}

Cycles Mesh::drain() {
    engine_->drain();
    return now();
}

}  // namespace aerie::router
