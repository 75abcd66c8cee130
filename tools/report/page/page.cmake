# Fetches the chart library that package-lock.json pins, when configuring and only when the lock has changed, and embeds the
# page (one HTML file with its style, library and scripts inside) as ${AERIE_PAGE_SOURCE}.
set(AERIE_PAGE_DIR ${CMAKE_CURRENT_LIST_DIR})
set(AERIE_PAGE_BUILD ${CMAKE_BINARY_DIR}/report_page)
set(AERIE_PAGE_SCRIPTS units.js theme.js tooltip.js dom.js time_chart.js raster.js variables.js weights.js images.js outputs.js cycles.js mesh.js energy.js limits.js losses.js mapping.js main.js)

function(aerie_fetch_page_library)
  file(SHA256 ${AERIE_PAGE_DIR}/package-lock.json wanted)
  set(stamp ${AERIE_PAGE_BUILD}/fetched.sha256)
  if(EXISTS ${stamp} AND EXISTS ${AERIE_PAGE_BUILD}/node_modules/uplot/dist/uPlot.iife.min.js)
    file(READ ${stamp} fetched)
    if(fetched STREQUAL wanted)
      return()
    endif()
  endif()
  find_program(AERIE_NPM npm)
  if(NOT AERIE_NPM)
    message(FATAL_ERROR "npm is missing: report.html embeds a chart library that npm fetches while configuring.\n"
      "Install it (Debian: apt-get install nodejs npm), or run the install script in tools/, and configure again.")
  endif()
  file(COPY ${AERIE_PAGE_DIR}/package.json ${AERIE_PAGE_DIR}/package-lock.json DESTINATION ${AERIE_PAGE_BUILD})
  execute_process(COMMAND ${AERIE_NPM} ci --ignore-scripts --no-audit --no-fund WORKING_DIRECTORY ${AERIE_PAGE_BUILD}
    RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(failed)
    message(FATAL_ERROR "npm could not fetch the chart library of report.html (see tools/report/page/package-lock.json).\n"
      "It needs a package registry: check the network and 'npm config get registry', then configure again. npm said:\n${said}")
  endif()
  file(WRITE ${stamp} ${wanted})
endfunction()

aerie_fetch_page_library()

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${AERIE_PAGE_DIR}/package-lock.json)
list(TRANSFORM AERIE_PAGE_SCRIPTS PREPEND ${AERIE_PAGE_DIR}/)
set(AERIE_PAGE_SOURCE ${AERIE_PAGE_BUILD}/page_template.cpp)
add_custom_command(OUTPUT ${AERIE_PAGE_SOURCE}
  COMMAND ${CMAKE_COMMAND} -DOUT=${AERIE_PAGE_SOURCE} -DPAGE=${AERIE_PAGE_DIR}/page.html -DSTYLE=${AERIE_PAGE_DIR}/page.css
    -DLIBRARY=${AERIE_PAGE_BUILD}/node_modules/uplot "-DSCRIPTS=${AERIE_PAGE_SCRIPTS}" -P ${AERIE_PAGE_DIR}/embed.cmake
  DEPENDS ${AERIE_PAGE_DIR}/page.html ${AERIE_PAGE_DIR}/page.css ${AERIE_PAGE_DIR}/embed.cmake ${AERIE_PAGE_DIR}/package-lock.json ${AERIE_PAGE_SCRIPTS}
  COMMENT "Embedding the report page" VERBATIM)
