// What crosses a link, and the numbering of ports: N E S W Local, in the order in which arbiters scan.
package aerie_pkg;
  localparam int PORTS = 5;
  localparam int LOCAL = 4;

  typedef logic [PORTS-1:0] port_mask_t;
  typedef logic [2:0] port_t;

  typedef struct packed {
    logic        multicast;  // routed by key through the table, else by coordinates
    logic [31:0] key;
    logic [7:0]  x;
    logic [7:0]  y;
    logic [31:0] tag;
  } packet_t;

  // The planted faults of the tests; a build without AERIE_PLANTED_FAULTS has none.
  typedef enum logic [3:0] {
    NONE, REVERSED_SCAN, POINTER_OFF_BY_ONE, POINTER_WITHOUT_GRANT, POINTER_FROZEN, CREDIT_EARLY, CREDIT_LATE, FIFO_TOO_DEEP, FORK_DROPS_BRANCH
  } fault_t;

  // The side that faces `port` across a link.
  function automatic port_t opposite(input int port);
    return port == LOCAL ? port_t'(LOCAL) : port_t'((port + 2) % 4);
  endfunction
endpackage
