// A FIFO whose writer holds a credit for every place: it never overflows, so it has no "full".
module aerie_fifo
  import aerie_pkg::*;
#(
    parameter int DEPTH = 4,
    localparam int COUNT_BITS = $clog2(DEPTH + 1)
) (
    input  logic                  clock,
    input  logic                  reset,
    input  logic                  push,
    input  packet_t               data,
    input  logic                  pop,
    output packet_t               head,
    output logic [COUNT_BITS-1:0] count
);
  localparam int INDEX_BITS = DEPTH > 1 ? $clog2(DEPTH) : 1;
  typedef logic [INDEX_BITS-1:0] index_t;

  packet_t places[DEPTH];
  index_t first, last;

  function automatic index_t behind(input index_t i);
    return int'(i) == DEPTH - 1 ? '0 : i + index_t'(1);
  endfunction

  assign head = places[first];

  always_ff @(posedge clock) begin
    if (reset) begin
      first <= '0;
      last  <= '0;
      count <= '0;
    end else begin
      if (push) last <= behind(last);
      if (pop) first <= behind(first);
      count <= count + COUNT_BITS'(push) - COUNT_BITS'(pop);
    end
    if (push) places[last] <= data;
  end
endmodule
