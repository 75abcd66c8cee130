/// @file Writes SVG: shapes and texts in drawing order, numbers short, texts escaped.
#pragma once

#include <string>
#include <vector>

namespace aerie::tools::plot {

struct Point {
    double x = 0, y = 0;
};

struct Box {
    double left = 0, top = 0, width = 0, height = 0;
    [[nodiscard]] double right() const { return left + width; }
    [[nodiscard]] double bottom() const { return top + height; }
};

enum class Anchor { start, middle, end };

struct TextStyle {
    Anchor anchor = Anchor::start;
    double size = 12;
    std::string colour = "#4b5563";
    bool is_bold = false;
};

/// The eight colours of the page's light scheme, by index, again from the start after the last.
[[nodiscard]] std::string series_colour(std::size_t index);
/// From pale to dark, for 0 to 1: "load" in blue for cores, "link" in orange for links.
enum class Ramp { load, link };
[[nodiscard]] std::string heat(Ramp ramp, double part);

class Svg {
   public:
    /// `title` is what a screen reader says.
    Svg(double width, double height, const std::string& title);
    void rectangle(const Box& box, const std::string& fill, double radius = 0);
    void outline(const Box& box, const std::string& stroke, double radius = 0);
    void line(Point from, Point to, const std::string& stroke, double width);
    /// Gaps stand where a value is not finite.
    void polyline(const std::vector<Point>& points, const std::string& stroke, double width);
    void polygon(const std::vector<Point>& points, const std::string& fill, double opacity = 1);
    /// Many equal upright marks, `width` by `height` around their centres, as one path.
    void marks(const std::vector<Point>& centres, const std::string& fill, double width, double height);
    /// A grid of coloured cells: `colours` by row; an empty one leaves its cell free. Neighbours of one colour become one shape.
    void cells(const Box& box, std::size_t columns, const std::vector<std::string>& colours);
    void text(Point at, const std::string& words, const TextStyle& style);
    /// Turned to read upwards.
    void upright_text(Point at, const std::string& words, const TextStyle& style);
    [[nodiscard]] std::string finish() const { return text_ + "</svg>\n"; }

   private:
    void write_text(const std::string& place, const std::string& words, const TextStyle& style);
    std::string text_;
};

}  // namespace aerie::tools::plot
