package dev.closewatch.dashboards.grafana;

import java.util.Locale;

/** An SVG picture that is being drawn. */
final class Canvas {
  /** Where something stands. */
  record Area(double x, double y, double width, double height) {}

  static final String INK = "#24292e";
  static final String FAINT = "#6e757c";
  static final String GRID = "#e4e5e6";

  private final StringBuilder svg = new StringBuilder();

  void text(double x, double y, int size, String color, String words) {
    open("text", "x", x, "y", y, "font-size", size, "fill", color);
    svg.append('>').append(words.replace("&", "&amp;").replace("<", "&lt;")).append("</text>\n");
  }

  void heading(double x, double y, int size, String words) {
    heading(x, y, size, INK, words);
  }

  void heading(double x, double y, int size, String color, String words) {
    svg.append("<g font-weight='600'>");
    text(x, y, size, color, words);
    svg.append("</g>\n");
  }

  /** Text that ends at x. */
  void number(double x, double y, int size, String color, String words) {
    svg.append("<g text-anchor='end'>");
    text(x, y, size, color, words);
    svg.append("</g>\n");
  }

  void box(Area area, String fill, double opacity) {
    rectangle(area, "fill", fill, "fill-opacity", opacity);
  }

  void frame(Area area) {
    rectangle(area, "rx", 3, "fill", "#fff", "stroke", "#d8d9da");
  }

  /** Text around x. */
  void middle(double x, double y, int size, String words) {
    svg.append("<g text-anchor='middle'>");
    text(x, y, size, FAINT, words);
    svg.append("</g>\n");
  }

  void line(String points, String stroke, String dashes) {
    open("path", "d", points, "stroke", stroke, "fill", "none", "stroke-width", 1.6);
    attributes("stroke-dasharray", dashes, "stroke-linejoin", "round");
    svg.append("/>\n");
  }

  void shape(String points, String color) {
    open("path", "d", points, "stroke", color, "stroke-width", 0.8, "fill", color);
    svg.append(" fill-opacity='0.6'/>\n");
  }

  private void rectangle(Area area, Object... more) {
    open("rect", "x", area.x(), "y", area.y(), "width", area.width(), "height", area.height());
    attributes(more);
    svg.append("/>\n");
  }

  private void open(String element, Object... attributes) {
    svg.append('<').append(element);
    attributes(attributes);
  }

  private void attributes(Object... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      svg.append(' ').append(namesAndValues[i]).append("='");
      svg.append(value instanceof Double number ? round(number) : value).append('\'');
    }
  }

  /** Returns the picture. */
  String svg(double width, double height) {
    return ("<svg xmlns='http://www.w3.org/2000/svg' width='%s' height='%s'"
                + " font-family='Inter, Helvetica, Arial, sans-serif'>\n"
                + "<rect width='100%%' height='100%%' fill='#f4f5f5'/>\n")
            .formatted(width, height)
        + svg
        + "</svg>\n";
  }

  static String round(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
