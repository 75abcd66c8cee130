// Key and mask, first match wins; what matches nothing goes straight on. One reader per input port.
module aerie_route_table
  import aerie_pkg::*;
#(
    parameter int ENTRIES = 8,
    localparam int INDEX_BITS = ENTRIES > 1 ? $clog2(ENTRIES) : 1
) (
    input  logic                  clock,
    input  logic                  reset,
    input  logic                  write,
    input  logic [INDEX_BITS-1:0] index,
    input  logic [31:0]           key,
    input  logic [31:0]           mask,
    input  port_mask_t            outs,
    input  logic [31:0]           lookup_key[PORTS],
    output port_mask_t            lookup_outs[PORTS]
);
  logic [ENTRIES-1:0] used;
  logic [31:0]        keys [ENTRIES];
  logic [31:0]        masks[ENTRIES];
  port_mask_t         sets [ENTRIES];

  always_ff @(posedge clock) begin
    if (reset) used <= '0;
    else if (write) begin
      used[index]  <= 1'b1;
      keys[index]  <= key;
      masks[index] <= mask;
      sets[index]  <= outs;
    end
  end

  always_comb
    for (int port = 0; port < PORTS; port++) begin
      lookup_outs[port] = port_mask_t'(1) << opposite(port);
      for (int i = ENTRIES - 1; i >= 0; i--)  // the lowest is written last and so wins
        if (used[i] && (lookup_key[port] & masks[i]) == keys[i]) lookup_outs[port] = sets[i];
    end
endmodule
