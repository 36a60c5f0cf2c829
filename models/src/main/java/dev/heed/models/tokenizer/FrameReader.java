package dev.heed.models.tokenizer;

import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what a {@code tokenizer.json} puts around every single text. */
final class FrameReader {
  /** Most tokens around a text: a file can name long lists many times. */
  private static final int LONGEST = 1000;

  private final Map<String, Integer> ids;

  /** Tokens are checked against these names and numbers. */
  FrameReader(Map<String, Integer> ids) {
    this.ids = ids;
  }

  Frame frame(JsonFields fields) throws FileException {
    return switch (fields.text("type")) {
      case "TemplateProcessing" -> template(fields);
      case "BertProcessing" -> bert(fields);
      default ->
          throw fields.error(
              "the type %s is not known; TemplateProcessing and BertProcessing are"
                  .formatted(JsonFields.quoted(fields.text("type"))));
    };
  }

  private Frame bert(JsonFields fields) throws FileException {
    fields.allow(Set.of("type", "sep", "cls"));
    return new Frame(List.of(pair(fields, "cls")), List.of(pair(fields, "sep")));
  }

  private Token pair(JsonFields fields, String name) throws FileException {
    List<?> list = fields.list(name);
    if (list.size() == 2 && list.get(0) instanceof String piece && list.get(1) instanceof Long id) {
      return token(fields, piece, id);
    }
    throw fields.error("'%s' is no list of a token and its number".formatted(name));
  }

  private Frame template(JsonFields fields) throws FileException {
    fields.allow(Set.of("type", "single", "pair", "special_tokens"));
    JsonFields special = fields.object("special_tokens");
    List<Token> before = new ArrayList<>();
    List<Token> after = new ArrayList<>();
    boolean textSeen = false;
    for (JsonFields piece : fields.objects("single")) {
      piece.allow(Set.of("Sequence", "SpecialToken"));
      if (piece.fields().size() != 1) {
        throw piece.error("one of 'Sequence' and 'SpecialToken' is expected");
      }
      if (piece.has("SpecialToken")) {
        String id = name(piece.object("SpecialToken"));
        (textSeen ? after : before).addAll(tokens(special.object(id), id));
        if (before.size() + after.size() > LONGEST) {
          throw fields.error("more than %d tokens stand around a text".formatted(LONGEST));
        }
      } else if (textSeen || !name(piece.object("Sequence")).equals("A")) {
        throw piece.error("the template has more than the sequence 'A' in it, once");
      } else {
        textSeen = true;
      }
    }
    if (!textSeen) {
      throw fields.error("the template 'single' has no place for the text");
    }
    return new Frame(before, after);
  }

  private static String name(JsonFields piece) throws FileException {
    piece.allow(Set.of("id", "type_id"));
    if (piece.count("type_id") != 0) {
      throw piece.error(
          "type_id %d, and a single text has 0 everywhere".formatted(piece.count("type_id")));
    }
    return piece.text("id");
  }

  private List<Token> tokens(JsonFields special, String name) throws FileException {
    special.allow(Set.of("id", "ids", "tokens"));
    List<?> numbers = special.list("ids");
    List<?> pieces = special.list("tokens");
    if (!special.text("id").equals(name) || numbers.isEmpty() || numbers.size() != pieces.size()) {
      throw special.error("'id' must be the name, and each of 'tokens' has one of 'ids'");
    }
    List<Token> tokens = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i++) {
      if (!(pieces.get(i) instanceof String piece) || !(numbers.get(i) instanceof Long id)) {
        throw special.error("'ids' holds numbers and 'tokens' strings");
      }
      tokens.add(token(special, piece, id));
    }
    return tokens;
  }

  private Token token(JsonFields fields, String piece, long id) throws FileException {
    Integer known = ids.get(piece);
    if (known == null || known != id) {
      throw fields.error(
          "%s has the number %d, and by the vocabulary %s"
              .formatted(
                  JsonFields.quoted(piece),
                  id,
                  known == null ? "there is none" : "it is " + known));
    }
    return Token.frame(known, piece);
  }
}
