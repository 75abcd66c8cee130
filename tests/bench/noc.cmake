# The mesh's benchmark.
add_executable(noc_bench ${CMAKE_CURRENT_LIST_DIR}/noc_bench.cpp)
target_link_libraries(noc_bench PRIVATE aerie_router)
