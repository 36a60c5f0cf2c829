package dev.heed.views.drawn;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What a test reads out of SVG and HTML. */
public final class Drawn {
  private Drawn() {}

  /** The root of a document that is well-formed XML. */
  public static Element parsed(String xml) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(xml)))
          .getDocumentElement();
    } catch (Exception e) {
      throw new AssertionError("not well-formed: " + e.getMessage(), e);
    }
  }

  /** All elements of a name, in the document's order. */
  public static List<Element> all(Element root, String name) {
    NodeList nodes = root.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  /** Rectangles that name themselves. */
  public static List<Element> boxes(Element svg) {
    return all(svg, "rect").stream().filter(box -> !all(box, "title").isEmpty()).toList();
  }

  /** What an element is called. */
  public static String title(Element element) {
    return all(element, "title").getFirst().getTextContent();
  }

  /** All lines of text of a picture. */
  public static List<String> texts(Element svg) {
    return all(svg, "text").stream().map(Element::getTextContent).toList();
  }

  /** An attribute that is a number. */
  public static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  /** The image of a data URI. */
  public static BufferedImage image(Element image) {
    String start = "data:image/png;base64,";
    String link = image.getAttribute("href");
    if (!link.startsWith(start)) {
      throw new AssertionError("not within the document: " + link);
    }
    return png(Base64.getDecoder().decode(link.substring(start.length())));
  }

  /** The image of a PNG file. */
  public static BufferedImage png(byte[] file) {
    try {
      return ImageIO.read(new ByteArrayInputStream(file));
    } catch (IOException e) {
      throw new AssertionError("no PNG", e);
    }
  }
}
