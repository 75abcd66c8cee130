// One router: five input FIFOs, dimension order or multicast table, one arbiter per output, credits. All that leaves comes from registers
// of this router alone, so no combinational path crosses it.
module aerie_router
  import aerie_pkg::*;
#(
    parameter int X = 0,
    parameter int Y = 0,
    parameter int DEPTH = 4,
    parameter port_mask_t JOINED = '1,       // outputs that lead somewhere; Local always does
    parameter int NEIGHBOUR_DEPTH = 4,       // places behind the four links
    parameter int CONSUMER_DEPTH = 4,        // places behind Local
    parameter int Y_FIRST = 0,
    parameter int TABLE_ENTRIES = 8,
    localparam int COUNT_BITS = $clog2(DEPTH + 1),
    localparam int INDEX_BITS = TABLE_ENTRIES > 1 ? $clog2(TABLE_ENTRIES) : 1,
    localparam int CREDIT_BITS = 8
) (
    input  logic                   clock,
    input  logic                   reset,
    input  fault_t                 fault,
    input  port_mask_t             in_valid,
    input  packet_t                in_packet[PORTS],
    output port_mask_t             credit_out,             // a place of that input became free
    output port_mask_t             out_valid,
    output packet_t                out_packet[PORTS],
    input  port_mask_t             credit_in,              // a place behind that output became free
    input  logic                   table_write,
    input  logic [INDEX_BITS-1:0]  table_index,
    input  logic [31:0]            table_key,
    input  logic [31:0]            table_mask,
    input  port_mask_t             table_outs,
    output logic [COUNT_BITS-1:0]  count[PORTS],
    output logic [CREDIT_BITS-1:0] credits[PORTS],
    output port_t                  pointer[PORTS],
    output port_mask_t             grant[PORTS]            // per output: the input that won
);
  packet_t     head  [PORTS];
  port_mask_t  want  [PORTS];   // per input: outputs that its head still waits for
  port_mask_t  served[PORTS];   // per input: outputs that have got its head already
  port_mask_t  given [PORTS];   // per input: outputs that take its head now
  port_mask_t  outs  [PORTS];
  port_mask_t  pop;
  logic [31:0] keys  [PORTS];
  port_mask_t  by_table[PORTS];

  aerie_route_table #(.ENTRIES(TABLE_ENTRIES)) i_table (
      .clock, .reset, .write(table_write), .index(table_index), .key(table_key), .mask(table_mask), .outs(table_outs),
      .lookup_key(keys), .lookup_outs(by_table));

  function automatic port_mask_t dimension_order(input int x, input int y);
    automatic int along_x = x > X ? 1 : x < X ? 3 : LOCAL;
    automatic int along_y = y > Y ? 2 : y < Y ? 0 : LOCAL;
    automatic int first = Y_FIRST != 0 ? along_y : along_x;
    automatic int second = Y_FIRST != 0 ? along_x : along_y;
    return port_mask_t'(1) << (first != LOCAL ? first : second);
  endfunction

  for (genvar i = 0; i < PORTS; i++) begin : g_input
    aerie_fifo #(.DEPTH(DEPTH)) i_fifo (
        .clock, .reset, .push(in_valid[i]), .data(in_packet[i]), .pop(pop[i]), .head(head[i]), .count(count[i]));
    assign keys[i] = head[i].key;
    assign outs[i] = head[i].multicast ? by_table[i] : dimension_order(int'(head[i].x), int'(head[i].y));
    assign want[i] = count[i] == 0 ? '0 : outs[i] & ~served[i];
    always_comb begin
      for (int o = 0; o < PORTS; o++) given[i][o] = grant[o][i];
      // A fork that forgets the branches it could not serve at once.
      pop[i] = want[i] != 0 && ((want[i] & ~given[i]) == 0 || (fault == FORK_DROPS_BRANCH && given[i] != 0));
    end
    always_ff @(posedge clock) served[i] <= reset || pop[i] ? '0 : served[i] | given[i];
  end
  assign credit_out = pop;

  for (genvar o = 0; o < PORTS; o++) begin : g_output
    localparam int PLACES = o == LOCAL ? CONSUMER_DEPTH : NEIGHBOUR_DEPTH;
    localparam bit IS_JOINED = o == LOCAL || JOINED[o];
    port_mask_t request;
    always_comb for (int i = 0; i < PORTS; i++) request[i] = want[i][o];

    aerie_arbiter i_arbiter (.clock, .reset, .request, .enable(credits[o] != 0), .fault, .grant(grant[o]), .pointer(pointer[o]));

    assign out_valid[o] = grant[o] != 0;
    always_comb begin
      out_packet[o] = '0;
      for (int i = 0; i < PORTS; i++) if (grant[o][i]) out_packet[o] = head[i];
    end
    always_ff @(posedge clock)
      if (reset) credits[o] <= IS_JOINED ? CREDIT_BITS'(PLACES) : '0;
      else credits[o] <= credits[o] + CREDIT_BITS'(credit_in[o]) - CREDIT_BITS'(out_valid[o]);
  end
endmodule
