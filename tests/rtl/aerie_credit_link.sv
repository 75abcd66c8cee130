// A freed place may be used again CREDIT cycles after it was freed: the counter that it feeds takes the last of them.
module aerie_credit_link
  import aerie_pkg::*;
#(
    parameter int CREDIT = 1
) (
    input  logic   clock,
    input  logic   reset,
    input  fault_t fault,
    input  logic   freed,
    output logic   credit
);
  logic in_time, late;
  aerie_delay #(.WIDTH(1), .CYCLES(CREDIT - 1)) i_line (.clock, .reset, .in(freed), .out(in_time));
  aerie_delay #(.WIDTH(1), .CYCLES(CREDIT)) i_late (.clock, .reset, .in(freed), .out(late));

  if (CREDIT > 1) begin : g_early
    logic early;
    aerie_delay #(.WIDTH(1), .CYCLES(CREDIT - 2)) i_early (.clock, .reset, .in(freed), .out(early));
    assign credit = fault == CREDIT_LATE ? late : fault == CREDIT_EARLY ? early : in_time;
  end else begin : g_first
    assign credit = fault == CREDIT_LATE ? late : in_time;
  end
endmodule
