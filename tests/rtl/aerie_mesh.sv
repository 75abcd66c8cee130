// A mesh of WIDTH x HEIGHT routers with a source and a consumer at each node. Everything that a lock-step test compares is an output.
module aerie_mesh
  import aerie_pkg::*;
#(
    parameter int WIDTH = 4,
    parameter int HEIGHT = 4,
    parameter int DEPTH = 4,
    parameter int CONSUMER_DEPTH = 4,
    parameter int HOP_X = 1,
    parameter int HOP_Y = 1,
    parameter int CREDIT = 1,
    parameter int Y_FIRST = 0,
    parameter int TABLE_ENTRIES = 8,
`ifdef AERIE_PLANTED_FAULTS
    parameter int FAULTY_NODE = 0,
`endif
    localparam int NODES = WIDTH * HEIGHT,
    localparam int INDEX_BITS = TABLE_ENTRIES > 1 ? $clog2(TABLE_ENTRIES) : 1
) (
    input  logic                  clock,
    input  logic                  reset,
`ifdef AERIE_PLANTED_FAULTS
    input  logic [3:0]            fault_code,
`endif
    input  logic [NODES-1:0]      source_valid,
    input  logic                  source_multicast[NODES],
    input  logic [31:0]           source_key[NODES],
    input  logic [7:0]            source_x[NODES],
    input  logic [7:0]            source_y[NODES],
    input  logic [31:0]           source_tag[NODES],
    output logic [NODES-1:0]      source_taken,
    input  logic [NODES-1:0]      consumer_ready,
    output logic [NODES-1:0]      consumed,
    output logic [31:0]           consumed_tag[NODES],
    input  logic [NODES-1:0]      table_write,
    input  logic [INDEX_BITS-1:0] table_index,
    input  logic [31:0]           table_key,
    input  logic [31:0]           table_mask,
    input  port_mask_t            table_outs,
    output logic [7:0]            occupancy[NODES*PORTS],
    output logic [7:0]            credits[NODES*PORTS],
    output logic [7:0]            source_credits[NODES],
    output port_t                 pointer[NODES*PORTS],
    output port_mask_t            grant[NODES*PORTS]
);
  localparam int PACKET_BITS = $bits(packet_t);

  port_mask_t out_valid [NODES];
  packet_t    out_packet[NODES][PORTS];
  port_mask_t credit_out[NODES];

  function automatic int neighbour(input int node, input int port);
    automatic int x = node % WIDTH;
    automatic int y = node / WIDTH;
    case (port)
      0: return y > 0 ? node - WIDTH : -1;
      1: return x + 1 < WIDTH ? node + 1 : -1;
      2: return y + 1 < HEIGHT ? node + WIDTH : -1;
      3: return x > 0 ? node - 1 : -1;
      default: return -1;
    endcase
  endfunction

  function automatic port_mask_t joined(input int node);
    for (int port = 0; port < PORTS; port++) joined[port] = neighbour(node, port) >= 0;
  endfunction

  for (genvar n = 0; n < NODES; n++) begin : g_node
    localparam int FIFO_BITS = $clog2(DEPTH + 1);
    localparam int CONSUMER_BITS = $clog2(CONSUMER_DEPTH + 1);

    fault_t fault;
`ifdef AERIE_PLANTED_FAULTS
    assign fault = n == FAULTY_NODE ? fault_t'(fault_code) : NONE;
`else
    assign fault = NONE;
`endif

    port_mask_t               in_valid;
    packet_t                  in_packet[PORTS];
    port_mask_t               credit_in;
    logic [FIFO_BITS-1:0]     count[PORTS];
    logic [7:0]               credit_count[PORTS];
    port_t                    pointers[PORTS];
    port_mask_t               grants[PORTS];

    aerie_router #(
        .X(n % WIDTH), .Y(n / WIDTH), .DEPTH(DEPTH), .JOINED(joined(n)), .NEIGHBOUR_DEPTH(DEPTH), .CONSUMER_DEPTH(CONSUMER_DEPTH),
        .Y_FIRST(Y_FIRST), .TABLE_ENTRIES(TABLE_ENTRIES)
    ) i_router (
        .clock, .reset, .fault, .in_valid, .in_packet, .credit_out(credit_out[n]), .out_valid(out_valid[n]), .out_packet(out_packet[n]),
        .credit_in, .table_write(table_write[n]), .table_index, .table_key, .table_mask, .table_outs,
        .count, .credits(credit_count), .pointer(pointers), .grant(grants));

    for (genvar p = 0; p < LOCAL; p++) begin : g_link
      localparam int OTHER = neighbour(n, p);
      localparam int FACING = (p + 2) % 4;
      localparam int HOP = p == 1 || p == 3 ? HOP_X : HOP_Y;
      if (OTHER >= 0) begin : g_joined
        logic [PACKET_BITS:0] arriving;
        aerie_delay #(.WIDTH(PACKET_BITS + 1), .CYCLES(HOP - 1)) i_packet (
            .clock, .reset, .in({out_valid[OTHER][FACING], out_packet[OTHER][FACING]}), .out(arriving));
        assign {in_valid[p], in_packet[p]} = arriving;
        aerie_credit_link #(.CREDIT(CREDIT)) i_credit (.clock, .reset, .fault, .freed(credit_out[OTHER][FACING]), .credit(credit_in[p]));
      end else begin : g_edge
        assign in_valid[p]  = 1'b0;
        assign in_packet[p] = '0;
        assign credit_in[p] = 1'b0;
      end
    end

    // The source: it holds the credits of the Local FIFO.
    logic source_credit;
    aerie_credit_link #(.CREDIT(CREDIT)) i_source_credit (.clock, .reset, .fault(NONE), .freed(credit_out[n][LOCAL]), .credit(source_credit));
    assign source_taken[n] = source_valid[n] && source_credits[n] != 0;
    assign in_valid[LOCAL] = source_taken[n];
    assign in_packet[LOCAL] = '{multicast: source_multicast[n], key: source_key[n], x: source_x[n], y: source_y[n], tag: source_tag[n]};
    always_ff @(posedge clock)
      if (reset) source_credits[n] <= 8'(fault == FIFO_TOO_DEEP ? DEPTH + 1 : DEPTH);
      else source_credits[n] <= source_credits[n] + 8'(source_credit) - 8'(source_taken[n]);

    // The consumer: a FIFO behind Local that gives up its head when the node is ready.
    packet_t                  consumer_head;
    logic [CONSUMER_BITS-1:0] waiting;
    aerie_fifo #(.DEPTH(CONSUMER_DEPTH)) i_consumer (
        .clock, .reset, .push(out_valid[n][LOCAL]), .data(out_packet[n][LOCAL]), .pop(consumed[n]), .head(consumer_head), .count(waiting));
    assign consumed[n] = consumer_ready[n] && waiting != 0;
    assign consumed_tag[n] = consumer_head.tag;
    aerie_credit_link #(.CREDIT(CREDIT)) i_consumer_credit (.clock, .reset, .fault(NONE), .freed(consumed[n]), .credit(credit_in[LOCAL]));
    logic unused;
    assign unused = &{1'b0, consumer_head, credit_out[n]};

    for (genvar p = 0; p < PORTS; p++) begin : g_probe
      assign occupancy[n*PORTS+p] = 8'(count[p]);
      assign credits[n*PORTS+p] = credit_count[p];
      assign pointer[n*PORTS+p] = pointers[p];
      assign grant[n*PORTS+p] = grants[p];
    end
  end
endmodule
