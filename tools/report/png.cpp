/// @file Draws an SVG into PNG bytes with librsvg and cairo.
#include <cairo.h>
#include <librsvg/rsvg.h>

#include <cmath>
#include <memory>

#include "core/error.h"
#include "tools/report/plot.h"

namespace aerie::tools {

namespace {

using Handle = std::unique_ptr<RsvgHandle, decltype(&g_object_unref)>;
using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;
using Context = std::unique_ptr<cairo_t, decltype(&cairo_destroy)>;

[[noreturn]] void refuse(const std::string& found) {
    throw InputError{{"the picture cannot be drawn as PNG", "", found, "write it as .svg instead"}};
}

Handle parsed(const std::string& svg) {
    GError* error = nullptr;
    Handle handle{rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &error), g_object_unref};
    if (handle) return handle;
    const std::string why = error ? error->message : "";
    g_clear_error(&error);
    refuse(why);
}

cairo_status_t append(void* bytes, const unsigned char* more, unsigned int count) {
    static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(more), count);
    return CAIRO_STATUS_SUCCESS;
}

void draw(RsvgHandle* handle, cairo_surface_t* surface, const RsvgRectangle& whole) {
    const Context context{cairo_create(surface), cairo_destroy};
    GError* error = nullptr;
    if (rsvg_handle_render_document(handle, context.get(), &whole, &error)) return;
    const std::string why = error ? error->message : "";
    g_clear_error(&error);
    refuse(why);
}

}  // namespace

std::string png_from_svg(const std::string& svg, double pixels_per_unit) {
    const Handle handle = parsed(svg);
    double width = 0, height = 0;
    if (!rsvg_handle_get_intrinsic_size_in_pixels(handle.get(), &width, &height)) refuse("no size");
    const RsvgRectangle whole{0, 0, std::ceil(width * pixels_per_unit), std::ceil(height * pixels_per_unit)};
    const Surface surface{cairo_image_surface_create(CAIRO_FORMAT_ARGB32, static_cast<int>(whole.width), static_cast<int>(whole.height)),
                          cairo_surface_destroy};
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) refuse(cairo_status_to_string(cairo_surface_status(surface.get())));
    draw(handle.get(), surface.get(), whole);
    std::string bytes;
    const cairo_status_t status = cairo_surface_write_to_png_stream(surface.get(), append, &bytes);
    if (status != CAIRO_STATUS_SUCCESS) refuse(cairo_status_to_string(status));
    return bytes;
}

}  // namespace aerie::tools
