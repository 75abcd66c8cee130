// What goes in comes out `CYCLES` cycles later; 0 is a wire.
module aerie_delay #(
    parameter int WIDTH = 1,
    parameter int CYCLES = 1
) (
    input  logic             clock,
    input  logic             reset,
    input  logic [WIDTH-1:0] in,
    output logic [WIDTH-1:0] out
);
  if (CYCLES == 0) begin : g_wire
    logic unused;
    assign unused = &{1'b0, clock, reset};
    assign out = in;
  end else begin : g_line
    logic [WIDTH-1:0] line[CYCLES];
    always_ff @(posedge clock)
      for (int i = 0; i < CYCLES; i++) line[i] <= reset ? '0 : i == 0 ? in : line[i-1];
    assign out = line[CYCLES-1];
  end
endmodule
