// Round robin: the first request at or after the pointer; the pointer moves past the winner, and only then.
module aerie_arbiter
  import aerie_pkg::*;
(
    input  logic       clock,
    input  logic       reset,
    input  port_mask_t request,
    input  logic       enable,   // the output may send
    input  fault_t     fault,
    output port_mask_t grant,    // one-hot or zero
    output port_t      pointer
);
  function automatic port_t turned(input port_t from, input int steps);
    return port_t'((int'(from) + steps) % PORTS);
  endfunction

  port_t winner;
  logic  found;

  always_comb begin
    winner = '0;
    found  = 1'b0;
    for (int k = 0; k < PORTS; k++) begin
      automatic port_t candidate = fault == REVERSED_SCAN ? turned(pointer, PORTS - k) : turned(pointer, k);
      if (!found && request[candidate]) begin
        winner = candidate;
        found  = 1'b1;
      end
    end
    grant = '0;
    if (found && enable) grant[winner] = 1'b1;
  end

  logic moves;
  assign moves = fault == POINTER_FROZEN ? (found && enable && $countones(request) > 1)
                                         : found && (enable || fault == POINTER_WITHOUT_GRANT);

  always_ff @(posedge clock)
    if (reset) pointer <= '0;
    else if (moves) pointer <= turned(winner, fault == POINTER_OFF_BY_ONE ? 2 : 1);
endmodule
