package dev.heed.benchmarks.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws words and joins them as English grammar wants it. */
final class Phrases {
  private static final List<String> NOUNS =
      words(
          """
          house garden river mountain teacher doctor student child mother father brother sister
          friend neighbor king queen soldier writer painter singer actor farmer driver pilot captain
          engine machine computer phone camera window door table chair kitchen bedroom school college
          hospital church museum library theater station airport harbor bridge street road village
          city market store restaurant hotel bank office factory farm forest lake ocean beach island
          valley desert field horse dog cat bird fish wolf bear lion snake tree flower grass stone
          metal gold silver paper book letter story song picture film game ball car train ship boat
          plane wheel box bag coat shirt hat shoe ring clock lamp fire water bread milk coffee wine
          apple sugar salt storm snow rain wind sun moon star planet winter summer morning evening
          night week year lesson question answer problem plan law court judge prison police crime
          president minister council party vote tax price money company product customer worker team
          player coach match record prize idea dream memory secret promise
          """);

  private static final List<String> ADJECTIVES =
      words(
          """
          old young new small large great little tall short long wide narrow heavy light dark bright
          red green blue white black yellow brown gray cold warm hot dry wet clean dirty quiet loud
          strong weak rich poor happy sad angry tired hungry brave famous strange common rare cheap
          modern ancient empty full open closed simple difficult dangerous safe early late local
          foreign public private perfect broken
          """);

  private static final List<String> TRANSITIVE =
      words(
          """
          found saw heard watched followed left reached crossed opened closed built bought sold
          carried painted cleaned moved lost won broke fixed kept held pulled pushed liked loved
          feared forgot remembered described visited passed needed wanted chose changed studied
          showed sent brought took used covered filled
          """);

  private static final List<String> INTRANSITIVE =
      words(
          """
          slept waited laughed cried walked ran stood sat smiled worked lived died arrived returned
          traveled stopped started fell rose moved played sang danced disappeared stayed
          """);

  private static final List<String> ADVERBS =
      words(
          """
          slowly quickly quietly often again today yesterday together alone there here always never
          finally suddenly carefully early late outside inside twice once
          """);

  private static final List<String> NAMES =
      words(
          """
          anna peter maria john david sarah thomas laura daniel emma robert julia martin alice
          london paris berlin everyone nobody somebody she he
          """);

  private static final List<String> PREPOSITIONS =
      words("in near behind under above beside from with without against through across before");

  private static final List<String> CONJUNCTIONS =
      words("and but because while although before after when until so");

  private static final List<String> DETERMINERS = words("the a this that every another his her");

  /** Words that a vocabulary of 30,000 pieces may have to divide. */
  private static final List<String> RARE =
      words(
          """
          teapots dragonflies lighthouses beekeepers wheelbarrow gooseberry clarinetist
          cobblestones windowsill hedgehogs thunderclouds marmalade tangerines embroidery
          """);

  private final Random random;

  Phrases(Random random) {
    this.random = random;
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }

  /** A subject and what it did, in 3 to 8 words of which each is common. */
  List<String> clause() {
    List<String> words = new ArrayList<>();
    switch (random.nextInt(5)) {
      case 0 -> {
        words.add(one(NAMES));
        words.add(one(INTRANSITIVE));
        words.add(one(ADVERBS));
      }
      case 1 -> {
        words.addAll(thing());
        words.add(one(TRANSITIVE));
        words.addAll(thing());
      }
      case 2 -> {
        words.add(one(NAMES));
        words.add(one(TRANSITIVE));
        words.addAll(thing());
      }
      case 3 -> {
        words.addAll(thing());
        words.add(one(INTRANSITIVE));
        words.add(one(PREPOSITIONS));
        words.addAll(thing());
      }
      default -> {
        words.add(one(NAMES));
        words.add(one(INTRANSITIVE));
        words.add(one(PREPOSITIONS));
        words.addAll(thing());
      }
    }
    return words;
  }

  /** What may follow a clause: another one, or the place of something rare. */
  List<String> continuation() {
    if (random.nextInt(4) == 0) {
      return List.of(one(PREPOSITIONS), "the", one(RARE));
    }
    List<String> words = new ArrayList<>(List.of(one(CONJUNCTIONS)));
    words.addAll(clause());
    return words;
  }

  String adverb() {
    return one(ADVERBS);
  }

  private List<String> thing() {
    return random.nextBoolean()
        ? List.of(one(DETERMINERS), one(ADJECTIVES), one(NOUNS))
        : List.of(one(DETERMINERS), one(NOUNS));
  }

  private String one(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }
}
